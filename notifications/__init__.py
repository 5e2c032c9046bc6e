"""The post room: inbox and preferences over the outbox; it never knows why."""
