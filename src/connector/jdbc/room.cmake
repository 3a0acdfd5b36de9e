find_package(PostgreSQL REQUIRED)
target_link_libraries(${ROOM} PRIVATE PostgreSQL::PostgreSQL)
