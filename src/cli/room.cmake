target_compile_definitions(${ROOM} PRIVATE MULLION_VERSION="${PROJECT_VERSION}")
find_package(spdlog REQUIRED)
target_link_libraries(${ROOM} PRIVATE spdlog::spdlog)
