"""How the API server is reached: connections, TLS, proxies, and waiting within one deadline."""
