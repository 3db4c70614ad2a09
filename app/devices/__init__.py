"""What is plugged into a tablet: cameras, QR engines, scanners."""
