"""The admin: what needs a person, the money, the messages, the loyalty programme."""
