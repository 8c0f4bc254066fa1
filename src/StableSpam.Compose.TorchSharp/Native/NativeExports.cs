using System.Runtime.InteropServices;
using TorchSharp;

namespace StableSpamCompose.Torch;

/// <summary>Finds functions of the native library that TorchSharp itself calls, or of what stands in for it.</summary>
internal static class NativeExports
{
    private static readonly Lazy<nint> Library = new(static () => NativeLibrary.Load("LibTorchSharp", typeof(torch).Assembly, null));

    /// <summary>The address of a function. Whatever stands in for the library sets it before the first optimizer is made.</summary>
    public static Func<string, nint> Find { get; set; } = static name => NativeLibrary.GetExport(Library.Value, name);
}
