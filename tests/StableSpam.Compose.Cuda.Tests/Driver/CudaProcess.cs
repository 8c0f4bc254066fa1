using System.Diagnostics;
using StableSpamCompose.Cuda.Tests.Emulation;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>A process that steps AdamW once, the whole way: NVRTC's machine code is loaded by the stub, which runs the same text by the emulation.</summary>
internal static class CudaProcess
{
    /// <summary>Runs it.</summary>
    /// <param name="cache">Where it keeps kernels.</param>
    /// <param name="environment">Variables of its environment; one that is null is not there.</param>
    public static async Task<(int Code, string Output, string Errors)> Run(string cache, params (string Name, string? Value)[] environment)
    {
        Tool.Nvrtc.Require();
        string program = Path.Combine(AppContext.BaseDirectory, "StableSpam.Compose.CudaProcess.dll");
        var start = new ProcessStartInfo("dotnet") { ArgumentList = { program, cache }, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["EMULATED_KERNELS"] = new EmulatedCompiler().Library(Library.Find("AdamW").Programs[0].Source, Engines.Storages.Float.Macros);
        foreach ((string name, string? value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), errors);
    }
}
