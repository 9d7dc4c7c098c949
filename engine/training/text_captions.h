#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fovea::training {

/// The caption in the text file beside a picture ("fido.txt" or "fido.jpg.txt" for fido.jpg); empty
/// where there is none. It is the first line; where lines as "de.utf8=…" follow, which is the form
/// of Tux Paint's stamps, that of `language` ("de", "pt_BR") if there is one.
std::string textCaption(const std::filesystem::path &picture, std::string_view language);

/// The person's language by the environment (LC_ALL, LC_MESSAGES, LANG): "de_DE"; empty for C.
std::string environmentLanguage();

} // namespace fovea::training
