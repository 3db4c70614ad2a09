"""Vipps MobilePay: personal QR, ePayment and check-in."""
