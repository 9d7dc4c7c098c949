#pragma once

#include "app/session.h"
#include "engine/core/error.h"

#include <filesystem>
#include <string>

namespace fovea::app {

/// `fovea models …`
struct ModelsCommand {
    enum class Action { List, Add, Install, Use, Remove, Check };
    Action action = Action::List;
    std::string name;             ///< of a model; with Use NAME[+ADAPTER[@STRENGTH]]
    std::filesystem::path folder; ///< with Add
    std::string newName;          ///< with Add; empty: the folder's
    bool json = false;            ///< with List and Check
};

/// The exit status; an Error is the caller's to print.
Result<int> runModels(const CommonOptions &common, const ModelsCommand &command);

} // namespace fovea::app
