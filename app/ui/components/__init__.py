"""The pieces of every screen: drawn from what they are given; they call back, they never act."""
