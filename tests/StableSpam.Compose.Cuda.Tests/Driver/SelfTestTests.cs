using System.Diagnostics;
using StableSpamCompose.Cuda.Tests.Emulation;
using StableSpamCompose.Cuda.Tests.Engines;
using StableSpamCompose.Replay;

namespace StableSpamCompose.Cuda.Tests.Driver;

/// <summary>The self-test for people with a GPU: on the emulated device, and on whatever this machine has.</summary>
[Collection(nameof(EmulatedDevice))]
public class SelfTestTests
{
    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "Replay.dll");

    // NVRTC names the images that the emulation stands in for.
    [NvrtcFact]
    public void It_replays_every_recorded_case_on_the_emulated_device()
    {
        Tool.Nvrtc.Require();
        string data = Directory.CreateTempSubdirectory("data").FullName;
        try
        {
            var cache = new KernelCache(Path.Combine(data, "StableSpam.Compose", "kernels"));
            string[] optimizers = [.. GoldenCase.ReadAll().Select(golden => golden.Optimizer).Concat(["AdamGradClip"]).Distinct()];
            foreach (CudaSource source in optimizers.SelectMany(name => Library.Find(name).Programs).Select(program => program.Source))
                cache.Store(KernelCompiler.KeyOf(source, KernelCompiler.OptionsFor(80, Storages.Float.Macros)), new EmulatedCompiler().Compile(source, 80, Storages.Float.Macros));
            (int code, string output, string errors) = Run(
                ["--backend", "cuda", "--elements", "4096"], ("XDG_DATA_HOME", data), (CudaLibraries.DriverVariable, EmulatedDevice.Library));
            Assert.Equal((0, ""), (code, errors));
            string[] lines = output.Split('\n');
            Assert.StartsWith("Emulation, compute capability 8.0", lines[0]);
            foreach (GoldenCase golden in GoldenCase.ReadAll())
            {
                string line = Assert.Single(lines, line => line.TrimStart().StartsWith(golden.Name + " ", StringComparison.Ordinal));
                Assert.DoesNotContain("DISAGREES", line);
                // In the transformer's problem, as in the other, there are matrices and vectors.
                Assert.EndsWith($"  {Library.Find(golden.Optimizer).Launches}", line);
            }
            Assert.Contains(lines, line => line.Contains("AdamMini", StringComparison.Ordinal) && line.Contains("24 bytes an element", StringComparison.Ordinal));
            Assert.Contains("agrees: every case is within its bound", output);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    [Fact]
    public void Without_a_device_it_says_so_and_with_one_every_case_agrees()
    {
        (int code, string output, string errors) = Run(["--backend", "cuda"], (CudaLibraries.DriverVariable, null));
        if (code == ReplayCommand.NoDevice)
        {
            Assert.Equal("", output);
            string line = Assert.Single(errors.TrimEnd().Split('\n'));
            Assert.Matches("^--backend cuda: .*(libcuda|CUDA device|cuInit)", line);
            return;
        }
        Assert.Equal((ReplayCommand.Agreed, ""), (code, errors));
        Assert.Contains("agrees: every case is within its bound", output);
    }

    [Fact]
    public void What_does_not_go_together_is_a_mistake()
    {
        Assert.Equal(ReplayCommand.Mistaken, Run(["--backend", "cuda", "--threads", "2"]).Code);
        Assert.Contains("--elements", Run(["--elements", "5"]).Errors);
    }

    private static (int Code, string Output, string Errors) Run(string[] arguments, params (string Name, string? Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string argument in arguments.Prepend(Program)) start.ArgumentList.Add(argument);
        foreach ((string name, string? value) in environment) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, errors.Result);
    }
}
