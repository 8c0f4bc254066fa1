using System.Text;

namespace StableSpamCompose.Cuda.Tests.Emulation;

/// <summary>Compiles emitted text, unchanged, for the emulated device; the image is the path of a library.</summary>
internal sealed class EmulatedCompiler : IKernelCompiler
{
    /// <summary>Checks races and every access, beside what is always checked; about fifty times slower.</summary>
    public bool IsChecked { get; init; }

    /// <summary>Breaks the text, to see what notices.</summary>
    public Func<string, string> Edit { get; init; } = text => text;

    public int Compilations { get; private set; }

    public byte[] Compile(CudaSource source, int architecture, (string Parameter, string Gradient, string State) storages)
    {
        Compilations++;
        return Encoding.UTF8.GetBytes($"emulated:{Library(source, storages)}\0");
    }

    /// <summary>The library made from a text.</summary>
    public string Library(CudaSource source, (string Parameter, string Gradient, string State) storages)
    {
        string wrapper = $"""
            #define PARAMETER {storages.Parameter}
            #define GRADIENT {storages.Gradient}
            #define STATE {storages.State}
            #include "device.h"
            #line 1 "{source.Name}.cu"
            {Edit(source.Text)}
            {new LaunchTable(source.Text).Check()}
            #include "launch.h"
            {string.Join('\n', source.Launches.Select(launch => $"EMULATE({launch.Kernel}, {(IsPass(launch.Kernel) ? "true" : "false")})"))}

            """;
        string device = string.Concat(new[] { "device.h", "emulation.h", "launch.h" }.Select(header => File.ReadAllText(Path.Combine(HostCompiler.Sources, header))));
        (string library, bool exists) = HostCompiler.Place(".so", wrapper, device, IsChecked ? "checked" : "fast", EmulatedDevice.Library);
        if (!exists) Build(wrapper, library);
        return library;
    }

    // Other kernels do not touch elements.
    private static bool IsPass(string kernel) => kernel.StartsWith("pass", StringComparison.Ordinal);

    private void Build(string wrapper, string library)
    {
        string unfinished = Path.ChangeExtension(library, Guid.NewGuid().ToString("N"));
        File.WriteAllText(unfinished + ".cpp", wrapper);
        // Pragmas are the device compiler's; the text is made of functions, of which a step need not use all.
        string[] common = ["-std=c++17", "-fPIC", "-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-unknown-pragmas", "-Wno-unused-parameter", "-ffp-contract=off", "-I", HostCompiler.Sources];
        string[] kind = IsChecked ? ["-O1", "-fsanitize=thread", "-Wno-tsan"] : ["-O1"];
        HostCompiler.Run([.. common, .. kind, "-c", "-o", unfinished + ".o", unfinished + ".cpp"]);
        HostCompiler.Run(["-shared", "-o", unfinished, unfinished + ".o", EmulatedDevice.Library]);
        HostCompiler.Publish(unfinished, library);
        File.Delete(unfinished + ".cpp");
        File.Delete(unfinished + ".o");
    }
}
