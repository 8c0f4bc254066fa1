using StableSpamCompose.Arrays;
using StableSpamCompose.Compiler;
using StableSpamCompose.Compiler.Ir;
using StableSpamCompose.Compiler.Model;
using StableSpamCompose.Compiler.Text;
using StableSpamCompose.Compiler.Yaml;
using StableSpamCompose.JustInTime;
using StableSpamCompose.Plans;
using StableSpamCompose.Reference;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>The probes of the rule language against their hand-written expectations.</summary>
public class ProbeTests
{
    // The bound that the probes state for the interpreter's double mode; what a few steps in fp32 cost.
    private const double DoubleBound = 1e-12;
    private const double SingleBound = 1e-5;

    public static TheoryData<string> Probes => [.. Probe.Supported];

    [Theory]
    [MemberData(nameof(Probes))]
    public void The_interpreter_computes_what_is_expected(string name)
    {
        Probe probe = Probe.Read(name);
        IReadOnlyList<StepProgram> programs = LibraryPrograms.Lowered(Compile(probe));
        var optimizer = new InterpretedOptimizer(programs, NumberMode.Double);
        var parameters = probe.Tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => new InterpretedParameter(tensor.Name, tensor.Shape, [.. tensor.Initial.Select(value => (double)value)], tensor.BlockLength));

        int compared = 0;
        for (int call = 1; call <= probe.Calls.Count; call++)
        {
            foreach ((string[] tensors, Dictionary<string, double> settings) in probe.GroupsBefore(call))
            {
                InterpretedGroup group = InterpretedGroups.Of(programs[0], settings);
                foreach (string tensor in tensors) optimizer.Add(parameters[tensor], group);
            }
            foreach ((string tensor, InterpretedParameter parameter) in parameters)
            {
                parameter.HasGradient = probe.Calls[call - 1].TryGetValue(tensor, out float[]? gradient);
                for (int i = 0; parameter.HasGradient && i < gradient!.Length; i++) parameter.Gradient[i] = gradient[i];
            }
            optimizer.Step();
            foreach ((string tensor, double[] expected) in probe.ExpectedAfter(call))
            {
                compared++;
                AssertClose(expected, parameters[tensor].Value, DoubleBound, $"{name}, call {call}, {tensor}");
            }
        }
        Assert.True(compared > 0, $"{name} expects nothing");
    }

    [Theory]
    [MemberData(nameof(Probes))]
    public void The_compiled_step_computes_what_is_expected(string name)
    {
        Probe probe = Probe.Read(name);
        OptimizerInfo info = RecipeCompilation.Compile(
            "probe.optimizer.yaml", probe.OptimizerText, probe.TransformTexts.Select((text, i) => ($"probe{i}.transform.yaml", text)));
        var parameters = probe.Tensors.ToDictionary(
            tensor => tensor.Name,
            tensor => new ArrayParameter(tensor.Name, tensor.Initial, new float[tensor.Initial.Length], tensor.Shape, tensor.BlockLength));
        using ArrayOptimizer optimizer = info.Create([], new Dictionary<string, double>());

        for (int call = 1; call <= probe.Calls.Count; call++)
        {
            foreach ((string[] tensors, Dictionary<string, double> settings) in probe.GroupsBefore(call))
                optimizer.AddParamGroup(tensors.Select(tensor => parameters[tensor]), settings);
            foreach ((string tensor, ArrayParameter parameter) in parameters)
            {
                parameter.HasGradient = probe.Calls[call - 1].TryGetValue(tensor, out float[]? gradient);
                if (parameter.HasGradient) gradient!.CopyTo(parameter.Gradient);
            }
            optimizer.Step();
            foreach ((string tensor, double[] expected) in probe.ExpectedAfter(call))
                AssertClose(expected, [.. parameters[tensor].Value.ToArray().Select(value => (double)value)], SingleBound, $"{name}, call {call}, {tensor}");
        }
    }

    private static CompiledOptimizer Compile(Probe probe)
    {
        var findings = new FindingBag();
        TransformModel[] transforms = [.. probe.TransformTexts.Select(text => RecipeReader.ReadTransform("probe.transform.yaml", text, findings)!)];
        // Probes may redeclare nothing of the library, but bring transforms of their own.
        OptimizerModel optimizer = RecipeReader.ReadOptimizer("probe.optimizer.yaml", probe.OptimizerText, findings)!;
        return LibraryPrograms.Compile(optimizer, RecipeLibrary.Transforms.With(transforms, findings), findings);
    }

    private static void AssertClose(double[] expected, double[] actual, double bound, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]);
            Assert.True(error <= bound * Math.Max(1, Math.Abs(expected[i])), $"{what}[{i}]: expected {expected[i]:R}, got {actual[i]:R}");
        }
    }
}
