"""Stand-ins of the systems around us, on loopback only and in the demonstration only, which can be broken for real."""
