// Something to compile: what counts are the headers compiled before it.
