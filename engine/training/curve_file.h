#pragma once

#include "engine/training/training_job.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace fovea::training {

/// One line of JSON each, the same in the curve and in what a run tells of itself.
std::string toJson(const StepEvent &event);
std::string toJson(const EvaluationEvent &event);

/// curve.jsonl of a run folder: every step and evaluation. Thread: one.
class CurveFile {
public:
    /// Goes on behind `step`: what an interrupted run wrote later is cut off. At 0 it begins anew.
    static Result<CurveFile> open(const std::filesystem::path &runFolder, std::int64_t step);
    void add(const StepEvent &event);
    void add(const EvaluationEvent &event);
    /// Puts on the disk what was added. An Error says that the disk is full.
    Result<void> flush();

private:
    std::filesystem::path m_path;
    std::ofstream m_stream;
};

} // namespace fovea::training
