"""What every use case leans on: transactions, changes, bells, work in the background."""
