"""Rewards on any screen that shows an order: what is within reach, one tap to use it and one to take it back."""

from app.ui.rewards.rewards import Rewards

__all__ = ["Rewards"]
