// A stub of NVRTC: it hands each text to a compiler that the tests set, whose image it gives out as machine code.
#include <cstring>
#include <string>

namespace {

enum Result { Success = 0, CompilationError = 6 };

// Compiles a text with options; writes the image, or what is wrong, as text that ends with 0.
typedef int (*Compiler)(const char* text, int options, const char* const* optionTexts, char* result, int capacity);

struct Program { std::string text, image, log; };

Compiler compiler;

int sizeOf(const std::string& text, size_t* size) { *size = text.size() + 1; return Success; }
int copy(const std::string& text, char* to) { memcpy(to, text.c_str(), text.size() + 1); return Success; }

}

#define API extern "C" __attribute__((visibility("default"))) int

API nvrtcVersion(int* major, int* minor) { *major = 12; *minor = 0; return Success; }
API nvrtcGetNumSupportedArchs(int* count) { *count = 1; return Success; }
API nvrtcGetSupportedArchs(int* architectures) { architectures[0] = 80; return Success; }
API nvrtcCreateProgram(void** program, const char* text, const char*, int, const char* const*, const char* const*)
{
    *program = new Program{ text, "", "" };
    return Success;
}
API nvrtcDestroyProgram(void** program) { delete (Program*)*program; *program = nullptr; return Success; }
API nvrtcCompileProgram(void* program, int count, const char* const* options)
{
    Program* own = (Program*)program;
    char result[4096];
    int code = compiler == nullptr ? CompilationError : compiler(own->text.c_str(), count, options, result, (int)sizeof result);
    (code == Success ? own->image : own->log) = compiler == nullptr ? "no compiler was set" : result;
    return code;
}
API nvrtcGetProgramLogSize(void* program, size_t* size) { return sizeOf(((Program*)program)->log, size); }
API nvrtcGetProgramLog(void* program, char* to) { return copy(((Program*)program)->log, to); }
API nvrtcGetPTXSize(void*, size_t* size) { return sizeOf("", size); }
API nvrtcGetPTX(void*, char* to) { return copy("", to); }
API nvrtcGetCUBINSize(void* program, size_t* size) { return sizeOf(((Program*)program)->image, size); }
API nvrtcGetCUBIN(void* program, char* to) { return copy(((Program*)program)->image, to); }
extern "C" __attribute__((visibility("default"))) const char* nvrtcGetErrorString(int code) { return code == Success ? "NVRTC_SUCCESS" : "NVRTC_ERROR_COMPILATION"; }

// ---- what tests set

API stub_compiler(Compiler itsCompiler) { compiler = itsCompiler; return Success; }
