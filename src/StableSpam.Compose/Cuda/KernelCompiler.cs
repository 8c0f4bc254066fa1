using System.Globalization;
using System.Text;

namespace StableSpamCompose.Cuda;

/// <summary>Compiles the text of a step for a device and some storages.</summary>
internal interface IKernelCompiler
{
    /// <summary>How often the text itself was compiled.</summary>
    int Compilations { get; }

    /// <summary>The image that the driver loads.</summary>
    /// <param name="source">The step.</param>
    /// <param name="architecture">The device's, 80 for compute capability 8.0.</param>
    /// <param name="storages">What the macros PARAMETER, GRADIENT and STATE stand for.</param>
    byte[] Compile(CudaSource source, int architecture, (string Parameter, string Gradient, string State) storages);
}

/// <summary>Compiles with NVRTC, once for all processes that share a cache.</summary>
internal sealed class KernelCompiler(KernelCache cache) : IKernelCompiler
{
    // Changes when an image of the same key would be another one.
    private const string Format = "1";

    /// <inheritdoc/>
    public int Compilations { get; private set; }

    /// <inheritdoc/>
    /// <remarks>Machine code where NVRTC knows the device, else what the driver compiles itself.</remarks>
    public byte[] Compile(CudaSource source, int architecture, (string Parameter, string Gradient, string State) storages)
    {
        string[] options = OptionsFor(architecture, storages);
        string key = KeyOf(source, options);
        if (cache.Find(key) is { } known)
            return known;
        CompiledText compiled = Nvrtc.Compile(source.Text, source.Name + ".cu", options);
        Compilations++;
        byte[] image = compiled.Cubin.Length > 0 ? compiled.Cubin : Encoding.UTF8.GetBytes(compiled.Ptx + '\0');
        cache.Store(key, image);
        return image;
    }

    /// <summary>What an image is kept under.</summary>
    public static string KeyOf(CudaSource source, string[] options)
    {
        (int major, int minor) = Nvrtc.Version;
        return KernelCache.KeyOf([Format, Text(major), Text(minor), source.Text, .. options]);
    }

    /// <summary>The options for a device: nothing is contracted, and the newest architecture that both sides know.</summary>
    public static string[] OptionsFor(int architecture, (string Parameter, string Gradient, string State) storages)
    {
        int[] known = [.. Nvrtc.Architectures.Where(other => other <= architecture).Order()];
        if (known.Length == 0)
        {
            throw new CudaException(
                $"This NVRTC compiles for compute capability {Text(Nvrtc.Architectures.Min())} and newer, and the device has {Text(architecture)}: use an older CUDA.");
        }
        // What was compiled for one machine runs on no later one; the virtual architecture does.
        string target = known[^1] == architecture ? "sm_" : "compute_";
        return
        [
            $"--gpu-architecture={target}{Text(known[^1])}", "--std=c++17", "--fmad=false",
            $"--define-macro=PARAMETER={storages.Parameter}", $"--define-macro=GRADIENT={storages.Gradient}", $"--define-macro=STATE={storages.State}",
        ];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
