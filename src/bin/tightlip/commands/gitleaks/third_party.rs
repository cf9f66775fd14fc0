//! What gitleaks' own configuration leaves out of a folder: pictures, fonts and documents, lock
//! files, and what others wrote and package managers put there.

use std::path::Path;
use std::sync::LazyLock;

use ignore::gitignore::{Gitignore, GitignoreBuilder};

/// A line each, as in `.gitignore`; the case does not count.
const LEFT_OUT: &str = "\
*.{bmp,gif,jpg,jpeg,png,svg,tif,tiff}
*.{eot,otf,ttf,woff,woff2}
*.{doc,docx,xls,xlsx,pdf}
*.{bin,dll,exe,gem,gltf,pdb,socket,suo,v2,vsidx,wsuo}
*gitleaks.toml*
*verification-metadata.xml*
*Database?refactorlog*
go.{mod,sum,work}
go.work.sum
{Pipfile,poetry,deno,yarn}.lock
{package-lock,npm-shrinkwrap}.json
pnpm-lock.yaml
gradle.lockfile
{gradlew,gradlew.bat,mvnw,mvnw.cmd}
**/.mvn/wrapper/MavenWrapperDownloader.java
javascript.json
{angular,bootstrap,jquery,plotly,swagger-ui,swaggerui}*.{js,js.map}
node_modules
bower_components
**/vendor/modules.txt
**/vendor/{github.com,google.golang.org,gopkg.in,istio.io,k8s.io,sigs.k8s.io}
**/vendor/golang.org/x
**/vendor/{bundle,ruby}
**/{env,venv,virtualenv}/{lib,lib64}
**/{lib,lib64}/python[23].*
**/python/[23].*/{lib,lib64}
*.dist-info
";

static LIST: LazyLock<Gitignore> = LazyLock::new(|| {
    let mut list = GitignoreBuilder::new("");
    let read = "a test reads every line";
    list.case_insensitive(true).expect(read);
    for line in LEFT_OUT.lines() {
        list.add_line(None, line).expect(read);
    }
    list.build().expect(read)
});

/// Whether gitleaks would not look at a file, or into a folder, of this name.
pub(super) fn is_left_out(path: &Path) -> bool {
    LIST.matched(path, false).is_ignore()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gitleaks_leaves_out_is_left_out() {
        for path in [
            "a/node_modules",
            "logo.SVG",
            "/abs/web/package-lock.json",
            "/abs/vendor/github.com",
            "./x/vendor/golang.org/x",
            "go.sum",
            "static/jquery-3.7.1.min.js",
            "static/jquery.js.map",
            "py/venv/lib",
            "usr/lib/python3.12",
            "site/requests-2.0.dist-info",
            ".gitleaks.toml",
        ] {
            assert!(is_left_out(Path::new(path)), "{path}");
        }
        for path in [
            ".env",
            "src/main.rs",
            "vendor",
            "vendor/github.com.txt",
            "lib/python.md",
            "config.json",
            "my-jquery.js",
            "env/library",
            "a/deno.lock.md",
        ] {
            assert!(!is_left_out(Path::new(path)), "{path}");
        }
    }
}
