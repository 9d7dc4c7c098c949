#pragma once

#include <filesystem>

class QString;

namespace fovea::app {

/// Where Fovea keeps things of this person: the XDG folders on Linux, and what takes their place
/// elsewhere. Nothing is made here; whoever writes makes the folder.
std::filesystem::path dataFolder();   ///< $XDG_DATA_HOME/fovea
std::filesystem::path configFolder(); ///< $XDG_CONFIG_HOME/fovea
std::filesystem::path cacheFolder();  ///< $XDG_CACHE_HOME/fovea

std::filesystem::path defaultLibraryFolder(); ///< dataFolder() / "library"
std::filesystem::path modelsFolder(); ///< dataFolder() / "models": what was installed or added

/// Between Qt's text and the file system's own bytes, as QFile does it.
QString toQString(const std::filesystem::path &path);
std::filesystem::path toPath(const QString &text);

/// `text` as a person typed it, "~" included, made absolute and without "." and "..". Symbolic
/// links stay as they are.
std::filesystem::path absolutePath(const std::filesystem::path &text);

} // namespace fovea::app
