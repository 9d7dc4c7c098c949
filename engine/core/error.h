#pragma once

#include <tl/expected.hpp>

#include <string>
#include <utility>

namespace fovea {

/// What kind of thing went wrong; the sentence in Error says the rest.
enum class ErrorCode {
    NotFound,     ///< a file, model, photo or folder that is not there
    NoPermission, ///< it is there and may not be read or written
    Damaged,      ///< contents that are broken or lie about themselves
    Unsupported,  ///< sound contents that Fovea does not handle
    TooLarge,     ///< beyond a limit (pixels, memory, time)
    BadUsage,     ///< a person or caller asked for what makes no sense
    NoSpace,      ///< the disk is full
    Network,      ///< the other side did not answer, or answered wrongly
    Busy,         ///< another process holds what is needed
    Stopped,      ///< a person asked to stop
    Failed,       ///< anything else
};

/// A failure that a person can act on: what happened, where, and what to do, in one sentence.
struct Error {
    ErrorCode code = ErrorCode::Failed;
    std::string message;

    bool operator==(const Error &) const = default;
};

/// A value, or the Error that kept it from being. `Result<void>` for calls that give nothing back.
template <typename T>
using Result = tl::expected<T, Error>;

/// `return fail(ErrorCode::Damaged, "…");` in any function that returns a Result.
inline tl::unexpected<Error> fail(ErrorCode code, std::string message) {
    return tl::unexpected<Error>(Error{code, std::move(message)});
}

/// Hands on the Error of another Result: `if (!r) return fail(r.error());`
inline tl::unexpected<Error> fail(Error error) {
    return tl::unexpected<Error>(std::move(error));
}

} // namespace fovea
