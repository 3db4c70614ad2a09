"""What the restaurant does: one verb a module, each use case one short method."""
