"""Reading QR codes: engines, the locator, the grid reader, and the steps built from them."""
