namespace StableSpamCompose.Agreement.Tests;

/// <summary>Every recorded trajectory of a published program, on the interpreter and on the CPU.</summary>
public class GoldenTests
{
    public static TheoryData<GoldenCase> Cases => [.. GoldenCase.All];

    [Fact]
    public void Every_recorded_case_is_named() =>
        Assert.Equal(
            Directory.GetFiles(TestData.Golden(""), "*.json", SearchOption.AllDirectories)
                .Where(file => Path.GetFileName(file) is not ("problem.json" or "cases.json"))
                .Select(file => Path.ChangeExtension(Path.GetRelativePath(TestData.Golden(""), file), null).Replace('\\', '/')).Order(),
            GoldenCase.All.Select(golden => golden.Case).Order());

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_interpreter_agrees_in_double(GoldenCase golden) => Assert.InRange(GoldenRun.Interpreted(golden), 0, 1);

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_compiled_step_agrees_in_fp32(GoldenCase golden) => Assert.InRange(GoldenRun.Compiled(golden), 0, 1);
}
