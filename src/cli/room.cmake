target_compile_definitions(${ROOM} PRIVATE MULLION_VERSION="${PROJECT_VERSION}")
find_package(spdlog REQUIRED)
target_link_libraries(${ROOM} PRIVATE spdlog::spdlog)

# The pyflink package for `mullion run -py`: a ZIP archive that Python imports from, made into an object file.
find_package(Python3 REQUIRED COMPONENTS Interpreter)
file(GLOB_RECURSE MULLION_PYTHON_FILES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/python/*.py)
set(MULLION_PYTHON_CPP ${CMAKE_BINARY_DIR}/python_package.cpp)
add_custom_command(OUTPUT ${MULLION_PYTHON_CPP}
  COMMAND ${Python3_EXECUTABLE} ${CMAKE_CURRENT_LIST_DIR}/embed_python.py ${CMAKE_SOURCE_DIR}/python ${MULLION_PYTHON_CPP}
  DEPENDS ${MULLION_PYTHON_FILES} ${CMAKE_CURRENT_LIST_DIR}/embed_python.py
  COMMENT "Embedding the pyflink package" VERBATIM)
target_sources(${ROOM} PRIVATE ${MULLION_PYTHON_CPP})
