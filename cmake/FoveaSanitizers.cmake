# What a build with FOVEA_SANITIZE adds: the flags, and how its tests are run (CONTRIBUTING.md).
add_compile_options(-fsanitize=${FOVEA_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=undefined)
add_link_options(-fsanitize=${FOVEA_SANITIZE})

set(FOVEA_SANITIZER_FOLDER "${CMAKE_SOURCE_DIR}/cmake/sanitizers")
set(FOVEA_SANITIZER_SLOWNESS 10) # times a plain build, at most
set(FOVEA_SANITIZER_ENVIRONMENT "QTEST_FUNCTION_TIMEOUT=3000000") # ms; Qt's own guard, as much longer

if(FOVEA_SANITIZE MATCHES "address")
  # Leaks are not looked for: Qt, fontconfig and LibTorch keep what they made until the process ends.
  list(APPEND FOVEA_SANITIZER_ENVIRONMENT
       "ASAN_OPTIONS=detect_leaks=0:detect_stack_use_after_return=1:strict_string_checks=1"
       "UBSAN_OPTIONS=print_stacktrace=1")
endif()
if(FOVEA_SANITIZE MATCHES "thread")
  # The threads of OpenMP meet at barriers that the sanitizer cannot see, so there is one.
  list(APPEND FOVEA_SANITIZER_ENVIRONMENT "OMP_NUM_THREADS=1"
       "TSAN_OPTIONS=suppressions='${FOVEA_SANITIZER_FOLDER}/tsan.supp':second_deadlock_stack=1")
endif()

# fovea_sanitizer_support(TARGET): for programs whose threads meet through Qt.
function(fovea_sanitizer_support target)
  if(FOVEA_SANITIZE MATCHES "thread")
    if(NOT TARGET fovea_qt_handoffs)
      add_library(fovea_qt_handoffs OBJECT "${FOVEA_SANITIZER_FOLDER}/qt_handoffs.cpp")
      target_link_libraries(fovea_qt_handoffs PRIVATE fovea_options Qt6::Core)
    endif()
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:fovea_qt_handoffs>)
    target_link_libraries(${target} PRIVATE ${CMAKE_DL_LIBS})
  endif()
endfunction()
