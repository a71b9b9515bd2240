"""The whole program as its users meet it: real processes, sockets and browsers."""
