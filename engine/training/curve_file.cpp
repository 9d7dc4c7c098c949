#include "engine/training/curve_file.h"

#include "engine/core/atomic_file.h"

#include <nlohmann/json.hpp>

#include <system_error>

namespace fovea::training {
namespace {

using Json = nlohmann::ordered_json;

Json jsonOf(const search::RecallFigures &figures) {
    return {{"r1", figures.r1},
            {"r5", figures.r5},
            {"r10", figures.r10},
            {"median_rank", figures.medianRank}};
}

Json jsonOf(const std::optional<SetFigures> &figures) {
    if (!figures) {
        return nullptr;
    }
    return {{"photos", figures->photos},
            {"captions", figures->captions},
            {"text_to_image", jsonOf(figures->recall.textToImage)},
            {"image_to_text", jsonOf(figures->recall.imageToText)}};
}

} // namespace

std::string toJson(const StepEvent &event) {
    return Json{{"event", "step"},
                {"step", event.step},
                {"epoch", event.epoch},
                {"loss", event.loss},
                {"temperature", event.temperature},
                {"learning_rate", event.learningRate}}
        .dump();
}

std::string toJson(const EvaluationEvent &event) {
    return Json{{"event", "evaluation"},
                {"step", event.step},
                {"epoch", event.epoch},
                {"held_out", jsonOf(event.heldOut)},
                {"guard", jsonOf(event.guard)},
                {"held_out_loss", event.heldOutLoss ? Json(*event.heldOutLoss) : Json(nullptr)}}
        .dump();
}

Result<CurveFile> CurveFile::open(const std::filesystem::path &runFolder, std::int64_t step) {
    std::error_code error;
    std::filesystem::create_directories(runFolder, error);
    CurveFile curve;
    curve.m_path = runFolder / "curve.jsonl";
    std::string kept;
    std::ifstream before(curve.m_path);
    for (std::string line; step > 0 && std::getline(before, line);) {
        const auto json = nlohmann::json::parse(line, nullptr, false);
        // The last line may have been cut short.
        if (json.is_object() && json.value("step", step + 1) <= step) {
            kept += line + '\n';
        }
    }
    before.close();
    if (auto written = writeFileAtomically(curve.m_path, std::as_bytes(std::span(kept)));
        !written) {
        return fail(written.error());
    }
    curve.m_stream.open(curve.m_path, std::ios::app);
    return curve;
}

void CurveFile::add(const StepEvent &event) {
    m_stream << toJson(event) << '\n';
}

void CurveFile::add(const EvaluationEvent &event) {
    m_stream << toJson(event) << '\n';
}

Result<void> CurveFile::flush() {
    m_stream.flush();
    if (!m_stream) {
        return fail(ErrorCode::NoSpace, m_path.string() +
                                            " cannot be written; see whether the disk is full or "
                                            "the folder may not be written to");
    }
    return {};
}

} // namespace fovea::training
