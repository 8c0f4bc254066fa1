using System.Diagnostics;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using StableSpamCompose.Bits;

namespace StableSpamCompose.Agreement.Tests;

/// <summary>The library and the program that hashes its bits, published as an application is that is to start fast: compiled ahead of time.</summary>
internal sealed class AheadOfTime : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("compose-ready-to-run-").FullName;

    /// <summary>Publishes.</summary>
    public AheadOfTime()
    {
        File.WriteAllText(Path.Combine(_folder, "Published.csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RuntimeIdentifier>{RuntimeInformation.RuntimeIdentifier}</RuntimeIdentifier>
                <SelfContained>false</SelfContained>
                <UseAppHost>false</UseAppHost>
                <PublishReadyToRun>true</PublishReadyToRun>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{Path.Combine(AppContext.BaseDirectory, "StableSpam.Compose*.dll")}" Exclude="{Path.Combine(AppContext.BaseDirectory, "*.Tests.dll")}" />
              </ItemGroup>
            </Project>
            """);
        File.WriteAllText(Path.Combine(_folder, "Program.cs"), "return;");
        var start = new ProcessStartInfo("dotnet", ["publish", "-c", "Release", "-o", Published, "-nologo", "-verbosity:quiet"])
        {
            WorkingDirectory = _folder,
            RedirectStandardOutput = true,
            Environment = { ["MSBUILDDISABLENODEREUSE"] = "1", ["UseSharedCompilation"] = "false" },
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, output);
    }

    /// <summary>The program that hashes bits.</summary>
    public string Program => Path.Combine(Published, Path.GetFileName(typeof(BitRun).Assembly.Location));

    private string Published => Path.Combine(_folder, "published");

    /// <summary>Whether an assembly holds machine code.</summary>
    public bool HasMachineCode(string assembly)
    {
        using var reader = new PEReader(File.OpenRead(Path.Combine(Published, assembly)));
        return reader.PEHeaders.CorHeader!.ManagedNativeHeaderDirectory.Size > 0;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
