"""Where frames lie: orientation, order, gaps, stacks."""
