"""Real outputs of cloud tools and of servers, made in the run, for benchmarks of what is read out of them."""
