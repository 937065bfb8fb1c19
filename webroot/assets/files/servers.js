// The list of servers: how each stands.
