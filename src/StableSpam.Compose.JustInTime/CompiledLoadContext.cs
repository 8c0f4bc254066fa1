using System.Reflection;
using System.Runtime.Loader;
using StableSpamCompose.Arrays;

namespace StableSpamCompose.JustInTime;

/// <summary>Where one compiled class lives. It is unloaded with the last reference to the class.</summary>
internal sealed class CompiledLoadContext(string optimizer) : AssemblyLoadContext(optimizer, isCollectible: true)
{
    // The base class must be the very one that this assembly uses, whatever context a host has loaded both into.
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        Assembly runtime = typeof(ArrayOptimizer).Assembly;
        return assemblyName.Name == runtime.GetName().Name ? runtime : null;
    }
}
