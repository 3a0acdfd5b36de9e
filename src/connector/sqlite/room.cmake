find_package(SQLite3 REQUIRED)
target_link_libraries(${ROOM} PRIVATE SQLite::SQLite3)
