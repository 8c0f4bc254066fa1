using System.Collections.Concurrent;
using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Nvrtc;

/// <summary>What NVRTC makes of the library's texts, each compiled once.</summary>
internal static class CompiledLibrary
{
    private static readonly ConcurrentDictionary<(CudaSource, Storages, int), Lazy<CompiledText>> Texts = [];

    public static CompiledText Compile(CudaSource source, Storages storages, int architecture) =>
        Texts.GetOrAdd((source, storages, architecture), _ => new Lazy<CompiledText>(() =>
        {
            Tool.Nvrtc.Require();
            return Cuda.Nvrtc.Compile(source.Text, source.Name + ".cu", KernelCompiler.OptionsFor(architecture, storages.Macros));
        })).Value;
}
