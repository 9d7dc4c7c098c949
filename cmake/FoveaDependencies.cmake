find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(ICU REQUIRED COMPONENTS uc)

set(FOVEA_QT_COMPONENTS Core Network)
if(FOVEA_UI)
  list(APPEND FOVEA_QT_COMPONENTS Gui Widgets Svg Charts DBus LinguistTools)
endif()
if(FOVEA_TESTS)
  list(APPEND FOVEA_QT_COMPONENTS Gui Test)
endif()
find_package(Qt6 6.4 REQUIRED COMPONENTS ${FOVEA_QT_COMPONENTS})

find_package(tl-expected CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(spdlog CONFIG REQUIRED)
find_package(CLI11 CONFIG REQUIRED)
find_package(SQLite3 REQUIRED)
find_package(SQLiteCpp CONFIG REQUIRED)
find_package(exiv2 CONFIG REQUIRED)
find_package(libjpeg-turbo CONFIG REQUIRED)
find_package(LibArchive REQUIRED)
pkg_check_modules(VIPS REQUIRED IMPORTED_TARGET vips-cpp)
pkg_check_modules(LIBHEIF REQUIRED IMPORTED_TARGET libheif)
pkg_check_modules(LCMS REQUIRED IMPORTED_TARGET lcms2)
pkg_check_modules(LIBRAW REQUIRED IMPORTED_TARGET libraw_r)
pkg_check_modules(PANGOCAIRO REQUIRED IMPORTED_TARGET pangocairo)
pkg_check_modules(XXHASH REQUIRED IMPORTED_TARGET libxxhash)
pkg_check_modules(SECCOMP REQUIRED IMPORTED_TARGET libseccomp)

include(FoveaTorch)

# hnswlib is headers alone.
find_path(FOVEA_HNSWLIB_INCLUDE hnswlib/hnswlib.h
          PATHS "${FOVEA_VENV}/hnswlib" NO_DEFAULT_PATH REQUIRED)
add_library(hnswlib INTERFACE)
target_include_directories(hnswlib SYSTEM INTERFACE "${FOVEA_HNSWLIB_INCLUDE}")

# CLIP's own list of merges, for model folders that bring none.
find_file(FOVEA_CLIP_MERGES bpe_simple_vocab_16e6.txt.gz
          PATHS "${FOVEA_VENV}/clip" NO_DEFAULT_PATH REQUIRED)
