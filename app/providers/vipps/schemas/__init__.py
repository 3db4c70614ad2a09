"""Bodies of the Vipps MobilePay APIs, by section, with the API's own names."""
