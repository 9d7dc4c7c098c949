#pragma once

#include "engine/core/progress.h"

#include <memory>

namespace fovea::app {

/// Lets a person or a parent process steer a job: SIGINT and SIGTERM stop it after the batch in
/// hand, and, where `readCommands`, so do lines on standard input: pause, resume, stop. One at a
/// time in a process; lives until the job is done.
class JobControl {
public:
    JobControl(StopToken &stop, bool readCommands);
    ~JobControl();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace fovea::app
