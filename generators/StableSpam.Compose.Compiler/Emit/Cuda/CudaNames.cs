using StableSpamCompose.Compiler.Text;

namespace StableSpamCompose.Compiler.Emit.Cuda;

/// <summary>Names of recipes as CUDA C++ identifiers.</summary>
internal static class CudaNames
{
    /// <summary>What a variable may not be called: the words of C++, what the compiler knows, and what emitted kernels call their own.</summary>
    public static IEnumerable<string> Reserved { get; } =
    [
        "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char", "char8_t",
        "char16_t", "char32_t", "class", "compl", "concept", "const", "consteval", "constexpr", "constinit", "const_cast", "continue",
        "co_await", "co_return", "co_yield", "decltype", "default", "delete", "do", "double", "dynamic_cast", "else", "enum", "explicit",
        "export", "extern", "false", "float", "for", "friend", "goto", "if", "inline", "int", "long", "mutable", "namespace", "new",
        "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private", "protected", "public", "register",
        "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static", "static_assert", "static_cast", "struct",
        "switch", "template", "this", "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "union", "unsigned",
        "using", "virtual", "void", "volatile", "wchar_t", "while", "xor", "xor_eq",
        "threadIdx", "blockIdx", "blockDim", "gridDim", "warpSize", "max", "min", "fabs", "fabsf", "sqrt", "sqrtf", "floor", "floorf",
        "rint", "rintf", "exp", "expf", "log", "logf", "tanh", "tanhf", "cos", "cosf", "pow", "powf", "linux", "unix", "errno", "assert",
        "u16", "u32", "u64", "float4", "uint2", "fetch", "put", "read", "write", "share_of", "skip", "skips", "launch", "entry", "step",
        "tensor", "kept", "chunk", "at", "end", "lane", "warp", "current", "totals", "first", "base", "count", "own", "aligned", "batch",
        "row", "i", "index", "group", "total", "skips", "element", "length", "rows", "runs", "run", "firstRun", "endRun", "together", "from",
        "turn", "ofRun", "begins", "slab", "stride", "itsRows", "room", "matrix", "column", "block", "rowRuns", "matrixRuns", "flatRowRuns",
        "blockRuns", "ofRow", "ofMatrix", "ofColumn", "ofFlatRow", "ofFlatColumn", "ofBlock",
        .. CudaFunctions.Names,
    ];

    /// <summary><c>weight_decay</c> as <c>weightDecay</c>.</summary>
    public static string Camel(string name)
    {
        string pascal = Identifiers.Pascal(name);
        return char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
    }

    /// <summary>Text of a recipe as a comment: a backslash at its end would take the next line in.</summary>
    public static string Comment(string text) => text.Replace('\\', '/');
}
