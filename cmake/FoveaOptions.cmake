# One interface target carries the flags of every target of ours.
add_library(fovea_options INTERFACE)
target_compile_features(fovea_options INTERFACE cxx_std_20)
set(CMAKE_CXX_EXTENSIONS OFF)
target_include_directories(fovea_options INTERFACE "${CMAKE_SOURCE_DIR}")
target_compile_definitions(fovea_options INTERFACE QT_NO_KEYWORDS QT_NO_CAST_FROM_ASCII
                           FOVEA_VERSION="${PROJECT_VERSION}")
target_compile_options(fovea_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-psabi)
if(FOVEA_WERROR)
  target_compile_options(fovea_options INTERFACE -Werror)
endif()
if(FOVEA_ASSERTIONS)
  target_compile_options(fovea_options INTERFACE -UNDEBUG)
endif()
if(FOVEA_SANITIZE)
  include(FoveaSanitizers)
endif()

find_program(FOVEA_CCACHE ccache)
if(FOVEA_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # With a base folder, checkouts in different places share what is in the cache.
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env "CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}" CCACHE_NOHASHDIR=1
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${FOVEA_CCACHE})
endif()
find_program(FOVEA_MOLD mold)
if(FOVEA_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# fovea_add_room(NAME SOURCES... ) makes the static library of one room.
function(fovea_add_room name)
  add_library(${name} STATIC ${ARGN})
  target_link_libraries(${name} PUBLIC fovea_options)
endfunction()

# fovea_add_test(NAME [LIBS...]) builds tst_NAME.cpp beside the caller as one CTest case.
function(fovea_add_test name)
  add_executable(tst_${name} tst_${name}.cpp)
  set_target_properties(tst_${name} PROPERTIES AUTOMOC ON
    RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
  target_link_libraries(tst_${name} PRIVATE fovea_options Qt6::Test ${ARGN})
  target_include_directories(tst_${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests")
  # Paths from the build folder, where tests run: absolute ones would keep checkouts in different
  # places from sharing what the compiler cache holds.
  file(RELATIVE_PATH source_dir "${CMAKE_BINARY_DIR}" "${CMAKE_SOURCE_DIR}")
  target_compile_definitions(tst_${name} PRIVATE
    FOVEA_SOURCE_DIR="${source_dir}" FOVEA_BINARY="bin/fovea")
  add_test(NAME ${name} COMMAND tst_${name} -o -,txt WORKING_DIRECTORY "${CMAKE_BINARY_DIR}")
  set(environment QT_QPA_PLATFORM=offscreen LC_ALL=C.UTF-8 ${FOVEA_SANITIZER_ENVIRONMENT})
  set_tests_properties(${name} PROPERTIES ENVIRONMENT "${environment}")
  fovea_test_timeout(${name} 300)
  if(FOVEA_SANITIZE)
    fovea_sanitizer_support(tst_${name})
  endif()
endfunction()

# fovea_test_timeout(NAME SECONDS): for tests that need more than the usual five minutes.
function(fovea_test_timeout name seconds)
  if(FOVEA_SANITIZE)
    math(EXPR seconds "${seconds} * ${FOVEA_SANITIZER_SLOWNESS}")
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${seconds})
endfunction()
