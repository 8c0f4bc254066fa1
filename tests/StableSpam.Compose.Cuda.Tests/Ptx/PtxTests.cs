using StableSpamCompose.Cuda.Tests.Emulation;
using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>What NVRTC makes of the emitted text holds nothing but exact operations, and computes the bits of the CPU.</summary>
[Collection(nameof(EmulatedDevice))]
public class PtxTests
{

    public static TheoryData<string> Optimizers => [.. Library.Names.Where(name => !CallsExemptFunctions(name))];

    [NvrtcTheory]
    [MemberData(nameof(Optimizers))]
    public void The_interpreted_kernels_have_the_bits_of_the_CPU(string name) => Compare(name, TestProblem.Short, Storages.Float);

    [NvrtcTheory]
    [InlineData("float y = __fdividef(x, 3.0f);", "approx")]
    [InlineData("float y = __expf(x);", "approx")]
    [InlineData("float y = __fadd_rz(x, x);", "no rounding of its own")]
    [InlineData("float a[9]; for (int i = 0; i < 9; ++i) a[i] = x * i; float y = a[threadIdx.x % 9];", "is a directive")]
    [InlineData("__shared__ float shared; float* place = x > 0.0f ? &shared : launch.out; float y = *place;", "cvta.shared")]
    public void What_is_not_exact_is_refused(string statement, string why)
    {
        string text = $$"""
            struct Entry { void* parameter; };
            struct Launch { const Entry* entries; float* out; };
            extern "C" __global__ void kernel(const Launch launch) { float x = launch.out[threadIdx.x]; {{statement}} launch.out[threadIdx.x] = y; }
            """;
        Tool.Nvrtc.Require();
        string ptx = Cuda.Nvrtc.Compile(text, "broken.cu", ["--gpu-architecture=compute_80", "--std=c++17", "--fmad=false"]).Ptx;
        PtxRefusal refusal = Assert.Throws<PtxRefusal>(() => PtxParser.Parse(ptx));
        Assert.Contains(why, refusal.Message);
    }

    [NvrtcFact]
    public void What_may_be_contracted_is_refused()
    {
        Tool.Nvrtc.Require();
        string ptx = Cuda.Nvrtc.Compile(Library.Source("AdamW").Text, "AdamW.cu", ["--gpu-architecture=compute_80", "--std=c++17", "--fmad=true"]).Ptx;
        Assert.Throws<PtxRefusal>(() => PtxParser.Parse(ptx));
    }

    private static bool CallsExemptFunctions(string name) =>
        new[] { "exp", "log", "tanh", "cos", "pow" }.Any(function => System.Text.RegularExpressions.Regex.IsMatch(Library.Source(name).Text, $@"\b{function}f?\("));

    private static void Compare(string name, TestProblem problem, Storages storages)
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 2);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(Library.Find(name), Library.Program(name), problem, storages);
        using EngineRun interpreted = EngineRun.OnDevice(Library.Find(name), Library.Program(name), problem, storages, device, new InterpretedCompiler(80));
        for (int step = 1; step <= problem.Steps; step++)
        {
            cpu.Step(step);
            interpreted.Prepare(step);
            try
            {
                interpreted.Engine.Step();
            }
            catch (CudaException e)
            {
                Assert.Fail($"{InterpretedCompiler.Failure} {e.Message}");
            }
            cpu.AssertSame(interpreted, $"{name}, {storages}, step {step}");
        }
    }
}
