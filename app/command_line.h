#pragma once

namespace fovea::app {

/// Reads the command line, runs what it asks for and returns the exit status. Errors are one line
/// on standard error.
int runCommandLine(int argc, char **argv);

} // namespace fovea::app
