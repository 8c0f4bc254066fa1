using StableSpamCompose.Cuda.Tests.Emulation;
using StableSpamCompose.Cuda.Tests.Engines;

namespace StableSpamCompose.Cuda.Tests.Ptx;

/// <summary>What NVRTC makes of the emitted text holds nothing but exact operations, and computes the bits of the CPU.</summary>
[Collection(nameof(EmulatedDevice))]
public class PtxTests
{
    // What stands for every way to lie in memory is interpreted so; the emulation executes all.
    private static readonly string[] Halves = ["BFloat16 BFloat16 Float32", "Float16 Float16 Float16", "BFloat16 Float32 BFloat16", "Float32 Float16 Float32"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (string name in Library.Names.Where(name => !Library.Find(name).Programs.Any(Library.CallsExemptFunctions)))
            {
                IEnumerable<string> storages = Coverage.IsFull ? Coverage.AllStorages.Select(all => all.ToString())
                    : Coverage.Representative.Contains(name) ? Halves.Prepend(Storages.Float.ToString())
                    : Coverage.CommonStorages.Select(common => common.ToString());
                foreach (string storage in storages) cases.Add(name, storage);
            }
            return cases;
        }
    }

    [NvrtcTheory]
    [MemberData(nameof(Cases))]
    public void The_interpreted_kernels_have_the_bits_of_the_CPU(string name, string storages)
    {
        Compare(name, TestProblem.Short, Storages.Parse(storages));
        Coverage.Add("optimizers x storages interpreted from PTX with the bits of the CPU");
    }

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
        string ptx = Cuda.Nvrtc.Compile(Library.Find("AdamW").Programs[0].Source.Text, "AdamW.cu", ["--gpu-architecture=compute_80", "--std=c++17", "--fmad=true"]).Ptx;
        Assert.Throws<PtxRefusal>(() => PtxParser.Parse(ptx));
    }

    private static void Compare(string name, TestProblem problem, Storages storages)
    {
        EmulatedDevice.Recover();
        EmulatedDevice.Be(8, 0, multiprocessors: 1, residentBlocks: 2);
        using var device = new CudaDevice();
        using EngineRun cpu = EngineRun.OnCpu(Library.Find(name), problem, storages);
        using EngineRun interpreted = EngineRun.OnDevice(Library.Find(name), problem, storages, device, new InterpretedCompiler(80));
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
