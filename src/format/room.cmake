find_package(simdjson REQUIRED)
target_link_libraries(${ROOM} PRIVATE simdjson::simdjson)
