"""The network as data: tables, body, graph and wiring."""
