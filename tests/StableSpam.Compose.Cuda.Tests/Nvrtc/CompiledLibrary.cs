using System.Collections.Concurrent;
using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Nvrtc;

/// <summary>What NVRTC makes of the library's texts, each compiled once.</summary>
internal static class CompiledLibrary
{
    private static readonly ConcurrentDictionary<(string, Storages, int), Lazy<CompiledText>> Texts = [];

    public static CompiledText Compile(string optimizer, Storages storages, int architecture) =>
        Texts.GetOrAdd((optimizer, storages, architecture), key => new Lazy<CompiledText>(() =>
        {
            Tool.Nvrtc.Require();
            CudaSource source = Library.Source(key.Item1);
            return Cuda.Nvrtc.Compile(source.Text, source.Name + ".cu", KernelCompiler.OptionsFor(architecture, storages.Macros));
        })).Value;
}
