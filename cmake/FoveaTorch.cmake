# Imported targets over the torch wheel's include and lib folders. find_package(Torch) is not used:
# it demands nvcc for CUDA builds of the wheel and leaks link paths.
file(GLOB FOVEA_TORCH_ROOT "${FOVEA_VENV}/lib/python3*/site-packages/torch")
if(NOT FOVEA_TORCH_ROOT)
  message(FATAL_ERROR "LibTorch is not in ${FOVEA_VENV}; run scripts/setup")
endif()
add_library(torch_headers INTERFACE)
target_include_directories(torch_headers SYSTEM INTERFACE
  "${FOVEA_TORCH_ROOT}/include" "${FOVEA_TORCH_ROOT}/include/torch/csrc/api/include")
foreach(part c10 torch_cpu)
  add_library(torch::${part} SHARED IMPORTED)
  set_target_properties(torch::${part} PROPERTIES
    IMPORTED_LOCATION "${FOVEA_TORCH_ROOT}/lib/lib${part}.so" IMPORTED_NO_SONAME OFF)
endforeach()
add_library(torch INTERFACE)
target_link_libraries(torch INTERFACE torch_headers torch::torch_cpu torch::c10)
if(FOVEA_CUDA AND NOT EXISTS "${FOVEA_TORCH_ROOT}/lib/libtorch_cuda.so")
  message(FATAL_ERROR "FOVEA_CUDA is ON and the LibTorch in ${FOVEA_VENV} is a CPU build; "
                      "install a CUDA build of the torch wheel there")
endif()
if(EXISTS "${FOVEA_TORCH_ROOT}/lib/libtorch_cuda.so")
  add_library(torch::torch_cuda SHARED IMPORTED)
  set_target_properties(torch::torch_cuda PROPERTIES
    IMPORTED_LOCATION "${FOVEA_TORCH_ROOT}/lib/libtorch_cuda.so")
  # Nothing of ours names its symbols, so the linker has to be told to keep it.
  target_link_options(torch INTERFACE
    "LINKER:--no-as-needed,${FOVEA_TORCH_ROOT}/lib/libtorch_cuda.so,--as-needed")
endif()
if(FOVEA_CUDA)
  # Several CUDA devices train together over NCCL. What is called lies in libtorch_cuda.so; the headers under
  # ProcessGroupNCCL.hpp come from the wheels that torch depends on, or from a CUDA toolkit.
  cmake_path(GET FOVEA_TORCH_ROOT PARENT_PATH site_packages)
  file(GLOB wheel_includes "${site_packages}/nvidia/*/include")
  set(FOVEA_NCCL ON)
  foreach(header nccl cuda_runtime_api cusparse cublas_v2 cusolverDn)
    find_path(FOVEA_${header}_INCLUDE ${header}.h
      HINTS ${wheel_includes} /usr/local/cuda/include)
    if(FOVEA_${header}_INCLUDE)
      list(APPEND FOVEA_NCCL_INCLUDES "${FOVEA_${header}_INCLUDE}")
    else()
      message(STATUS "${header}.h was not found: several CUDA devices cannot train together")
      set(FOVEA_NCCL OFF)
    endif()
  endforeach()
  list(REMOVE_DUPLICATES FOVEA_NCCL_INCLUDES)
endif()

# fovea_torch_module(NAME): a shared library over torch that is opened at run time. It carries a copy of
# the rooms it uses and shows one symbol of ours.
function(fovea_torch_module name)
  target_compile_options(${name} PRIVATE -fvisibility=hidden)
  target_link_options(${name} PRIVATE LINKER:--as-needed LINKER:--exclude-libs,ALL)
  if(NOT FOVEA_SANITIZE) # whose symbols the program brings
    target_link_options(${name} PRIVATE LINKER:-z,defs)
  endif()
  set_target_properties(${name} PROPERTIES INSTALL_RPATH "${FOVEA_TORCH_ROOT}/lib")
endfunction()
