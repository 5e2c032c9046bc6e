"""Standings: boards, scores, ranks, neighbours, movement; it never knows what is being ranked."""
