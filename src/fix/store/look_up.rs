//! The code by which a program asks a secrets manager, in the languages that have a library of
//! the manager's own, or one that everybody uses.

use super::Manager;
use crate::language::Language;

/// Code, with `{name}` and `{variable}` where the secret's names go.
#[derive(Clone, Copy)]
pub(super) struct Code {
    /// What it needs, as the language's package manager calls it.
    pub(super) package: &'static str,
    pub(super) lines: &'static [&'static str],
}

/// The code for a language; `None` where a program is better started with the value in its
/// environment.
pub(super) fn code(manager: Manager, language: Language) -> Option<Code> {
    let found = match manager {
        Manager::Vault => vault(language),
        Manager::Aws => aws(language),
        Manager::Gcp => gcp(language),
        Manager::Azure => azure(language),
        Manager::OnePassword => one_password(language),
        // It fills the environment.
        Manager::Doppler => None,
    };
    found.map(|(package, lines)| Code { package, lines })
}

type Found = Option<(&'static str, &'static [&'static str])>;

fn vault(language: Language) -> Found {
    Some(match language {
        Language::Python => (
            "hvac",
            &[
                "import hvac",
                "hvac.Client().secrets.kv.v2.read_secret_version(path=\"{name}\")[\"data\"][\"data\"][\"value\"]",
            ],
        ),
        Language::JavaScript => (
            "node-vault",
            &[
                "const vault = require(\"node-vault\")();",
                "(await vault.read(\"secret/data/{name}\")).data.data.value",
            ],
        ),
        Language::Go => (
            "github.com/hashicorp/vault/api",
            &[
                "secret, err := client.KVv2(\"secret\").Get(ctx, \"{name}\")",
                "secret.Data[\"value\"].(string)",
            ],
        ),
        Language::Java | Language::Kotlin => (
            "org.springframework.vault:spring-vault-core",
            &[
                "vaultTemplate.opsForVersionedKeyValue(\"secret\").get(\"{name}\").getRequiredData().get(\"value\")",
            ],
        ),
        Language::CSharp => (
            "VaultSharp",
            &[
                "var secret = await client.V1.Secrets.KeyValue.V2.ReadSecretAsync(path: \"{name}\", mountPoint: \"secret\");",
                "secret.Data.Data[\"value\"]",
            ],
        ),
        Language::Ruby => (
            "vault",
            &["Vault.kv(\"secret\").read(\"{name}\").data[:value]"],
        ),
        _ => return None,
    })
}

fn aws(language: Language) -> Found {
    Some(match language {
        Language::Python => (
            "boto3",
            &[
                "import boto3",
                "boto3.client(\"secretsmanager\").get_secret_value(SecretId=\"{name}\")[\"SecretString\"]",
            ],
        ),
        Language::JavaScript => (
            "@aws-sdk/client-secrets-manager",
            &[
                "import { GetSecretValueCommand, SecretsManagerClient } from \"@aws-sdk/client-secrets-manager\";",
                "(await new SecretsManagerClient().send(new GetSecretValueCommand({ SecretId: \"{name}\" }))).SecretString",
            ],
        ),
        Language::Go => (
            "github.com/aws/aws-sdk-go-v2/service/secretsmanager",
            &[
                "out, err := client.GetSecretValue(ctx, &secretsmanager.GetSecretValueInput{SecretId: aws.String(\"{name}\")})",
                "*out.SecretString",
            ],
        ),
        Language::Java | Language::Kotlin => (
            "software.amazon.awssdk:secretsmanager",
            &[
                "SecretsManagerClient.create().getSecretValue(r -> r.secretId(\"{name}\")).secretString()",
            ],
        ),
        Language::CSharp => (
            "AWSSDK.SecretsManager",
            &[
                "var request = new GetSecretValueRequest { SecretId = \"{name}\" };",
                "(await new AmazonSecretsManagerClient().GetSecretValueAsync(request)).SecretString",
            ],
        ),
        Language::Ruby => (
            "aws-sdk-secretsmanager",
            &[
                "Aws::SecretsManager::Client.new.get_secret_value(secret_id: \"{name}\").secret_string",
            ],
        ),
        Language::Php => (
            "aws/aws-sdk-php",
            &[
                "(new SecretsManagerClient(['region' => 'REGION']))->getSecretValue(['SecretId' => '{name}'])['SecretString']",
            ],
        ),
        _ => return None,
    })
}

fn gcp(language: Language) -> Found {
    Some(match language {
        Language::Python => (
            "google-cloud-secret-manager",
            &[
                "from google.cloud import secretmanager",
                "client = secretmanager.SecretManagerServiceClient()",
                "version = \"projects/PROJECT/secrets/{name}/versions/latest\"",
                "client.access_secret_version(name=version).payload.data.decode()",
            ],
        ),
        Language::JavaScript => (
            "@google-cloud/secret-manager",
            &[
                "import { SecretManagerServiceClient } from \"@google-cloud/secret-manager\";",
                "const name = \"projects/PROJECT/secrets/{name}/versions/latest\";",
                "const [version] = await new SecretManagerServiceClient().accessSecretVersion({ name });",
                "version.payload.data.toString()",
            ],
        ),
        Language::Go => (
            "cloud.google.com/go/secretmanager",
            &[
                "name := \"projects/PROJECT/secrets/{name}/versions/latest\"",
                "result, err := client.AccessSecretVersion(ctx, &secretmanagerpb.AccessSecretVersionRequest{Name: name})",
                "string(result.Payload.Data)",
            ],
        ),
        Language::Java | Language::Kotlin => (
            "com.google.cloud:google-cloud-secretmanager",
            &[
                "var name = SecretVersionName.of(\"PROJECT\", \"{name}\", \"latest\");",
                "client.accessSecretVersion(name).getPayload().getData().toStringUtf8()",
            ],
        ),
        Language::CSharp => (
            "Google.Cloud.SecretManager.V1",
            &[
                "var name = new SecretVersionName(\"PROJECT\", \"{name}\", \"latest\");",
                "SecretManagerServiceClient.Create().AccessSecretVersion(name).Payload.Data.ToStringUtf8()",
            ],
        ),
        Language::Ruby => (
            "google-cloud-secret_manager",
            &[
                "client = Google::Cloud::SecretManager.secret_manager_service",
                "client.access_secret_version(name: \"projects/PROJECT/secrets/{name}/versions/latest\").payload.data",
            ],
        ),
        Language::Php => (
            "google/cloud-secret-manager",
            &[
                "$name = $client->secretVersionName('PROJECT', '{name}', 'latest');",
                "$client->accessSecretVersion(AccessSecretVersionRequest::build($name))->getPayload()->getData()",
            ],
        ),
        _ => return None,
    })
}

fn azure(language: Language) -> Found {
    Some(match language {
        Language::Python => (
            "azure-keyvault-secrets azure-identity",
            &[
                "from azure.identity import DefaultAzureCredential",
                "from azure.keyvault.secrets import SecretClient",
                "client = SecretClient(\"https://VAULT.vault.azure.net\", DefaultAzureCredential())",
                "client.get_secret(\"{name}\").value",
            ],
        ),
        Language::JavaScript => (
            "@azure/keyvault-secrets @azure/identity",
            &[
                "import { DefaultAzureCredential } from \"@azure/identity\";",
                "import { SecretClient } from \"@azure/keyvault-secrets\";",
                "const client = new SecretClient(\"https://VAULT.vault.azure.net\", new DefaultAzureCredential());",
                "(await client.getSecret(\"{name}\")).value",
            ],
        ),
        Language::Go => (
            "github.com/Azure/azure-sdk-for-go/sdk/security/keyvault/azsecrets",
            &[
                "secret, err := client.GetSecret(ctx, \"{name}\", \"\", nil)",
                "*secret.Value",
            ],
        ),
        Language::Java | Language::Kotlin => (
            "com.azure:azure-security-keyvault-secrets",
            &["client.getSecret(\"{name}\").getValue()"],
        ),
        Language::CSharp => (
            "Azure.Security.KeyVault.Secrets Azure.Identity",
            &[
                "var client = new SecretClient(new Uri(\"https://VAULT.vault.azure.net\"), new DefaultAzureCredential());",
                "client.GetSecret(\"{name}\").Value.Value",
            ],
        ),
        _ => return None,
    })
}

fn one_password(language: Language) -> Found {
    Some(match language {
        Language::Python => (
            "onepassword-sdk",
            &[
                "import os",
                "from onepassword.client import Client",
                "client = await Client.authenticate(os.environ[\"OP_SERVICE_ACCOUNT_TOKEN\"], \"PROGRAM\", \"1.0.0\")",
                "await client.secrets.resolve(\"op://VAULT/{variable}/credential\")",
            ],
        ),
        Language::JavaScript => (
            "@1password/sdk",
            &[
                "import { createClient } from \"@1password/sdk\";",
                "const client = await createClient({ auth: process.env.OP_SERVICE_ACCOUNT_TOKEN, integrationName: \"PROGRAM\", integrationVersion: \"1.0.0\" });",
                "await client.secrets.resolve(\"op://VAULT/{variable}/credential\")",
            ],
        ),
        Language::Go => (
            "github.com/1password/onepassword-sdk-go",
            &["value, err := client.Secrets().Resolve(ctx, \"op://VAULT/{variable}/credential\")"],
        ),
        _ => return None,
    })
}
