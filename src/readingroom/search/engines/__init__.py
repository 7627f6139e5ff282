"""The engines that hold an index, behind one interface."""
