# What comes with Fovea lies in share/fovea beside bin, in the build as when installed.
set(FOVEA_SHARE "${CMAKE_BINARY_DIR}/share/fovea")
file(MAKE_DIRECTORY "${FOVEA_SHARE}")
file(GLOB FOVEA_RESOURCE_ENTRIES CONFIGURE_DEPENDS LIST_DIRECTORIES true "${CMAKE_SOURCE_DIR}/resources/*")
foreach(entry IN LISTS FOVEA_RESOURCE_ENTRIES FOVEA_CLIP_MERGES)
  get_filename_component(name "${entry}" NAME)
  file(CREATE_LINK "${entry}" "${FOVEA_SHARE}/${name}" SYMBOLIC)
endforeach()

install(DIRECTORY "${CMAKE_SOURCE_DIR}/resources/models" DESTINATION share/fovea)
install(FILES "${CMAKE_SOURCE_DIR}/resources/catalogue.json" "${CMAKE_SOURCE_DIR}/resources/guard_captions.txt"
        "${FOVEA_CLIP_MERGES}" DESTINATION share/fovea)
