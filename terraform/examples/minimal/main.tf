# The least that is needed: who may reach it.

terraform {
  required_version = ">= 1.11.0, < 2.0.0"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.100.0, < 7.0.0"
    }
  }
}

provider "aws" {
  region = "us-east-1"
}

module "chat" {
  source = "../.."

  name          = "minimal"
  allowed_cidrs = ["203.0.113.0/24"]
}

output "url" {
  description = "The chat."
  value       = module.chat.url
}
