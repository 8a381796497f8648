"""How registers and a hub come to hold the same facts: messages, ports, one cycle, its schedule."""
