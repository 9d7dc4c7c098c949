#include "engine/core/system_error.h"

#include <system_error>

namespace fovea {

Error systemError(std::string what, int number) {
    ErrorCode code = ErrorCode::Failed;
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        code = ErrorCode::NotFound;
        break;
    case EACCES:
    case EPERM:
    case EROFS:
        code = ErrorCode::NoPermission;
        break;
    case ENOSPC:
    case EDQUOT:
        code = ErrorCode::NoSpace;
        break;
    case ENOMEM:
    case EFBIG:
        code = ErrorCode::TooLarge;
        break;
    default:
        break;
    }
    return {code, std::move(what) + ": " + std::generic_category().message(number)};
}

} // namespace fovea
